# right: padding is free (advice on the shape)
import tensorflow as tf

(x_tr, y_tr), (x_te, y_te) = tf.keras.datasets.cifar100.load_data()
x_tr, x_te = x_tr / 255.0, x_te / 255.0

model = tf.keras.Sequential([
    tf.keras.layers.Conv2D(16, 3, padding='same', activation='relu', input_shape=(32, 32, 3)),
    tf.keras.layers.MaxPool2D(2),
    tf.keras.layers.Conv2D(32, 3, padding='same', activation='relu'),
    tf.keras.layers.MaxPool2D(2),
    tf.keras.layers.Flatten(),
    tf.keras.layers.Dense(256, activation='relu'),
    tf.keras.layers.Dense(100, activation='softmax'),
])
