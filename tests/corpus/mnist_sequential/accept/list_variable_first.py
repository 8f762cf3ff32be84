import tensorflow as tf
L = tf.keras.layers
conv1 = L.Conv2D(32, 3, activation='relu')
conv2 = L.Conv2D(64, 3, activation='relu')
my_layers = [conv1, conv2, L.Flatten()]
my_layers += [L.Dense(128, activation='relu')]
my_layers.append(L.Dense(10, activation='softmax'))
model = tf.keras.Sequential(my_layers)
