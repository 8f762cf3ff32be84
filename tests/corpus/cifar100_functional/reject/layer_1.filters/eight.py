from tensorflow.keras import layers, Model, Input

i = Input(shape=(32, 32, 3))
x = layers.Conv2D(filters=8, kernel_size=3, activation='relu')(i)
x = layers.MaxPool2D()(x)
x = layers.Conv2D(filters=32, kernel_size=3, activation='relu')(x)
x = layers.MaxPool2D()(x)
x = layers.Flatten()(x)
x = layers.Dense(units=256, activation='relu')(x)
o = layers.Dense(units=100, activation='softmax')(x)
model = Model(i, o)
