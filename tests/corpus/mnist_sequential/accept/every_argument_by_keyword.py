from tensorflow.keras import Sequential, layers

NUM_CLASSES = 10

model = Sequential(layers=[
    layers.Conv2D(filters=32, kernel_size=(3, 3), strides=(1, 1), padding='valid', activation='relu', use_bias=True),
    layers.Conv2D(activation='relu', kernel_size=[3, 3], filters=64, data_format='channels_last'),
    layers.Flatten(),
    layers.Dense(units=2 ** 7, activation='relu'),
    layers.Dense(units=NUM_CLASSES, activation='softmax'),
])
