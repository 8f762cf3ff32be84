# exercise: photo_transfer
from tensorflow import keras

base = keras.applications.MobileNet(input_shape=(32, 32, 3), include_top=False, weights="imagenet", alpha=0.25)
base.trainable = False

inputs = keras.Input((32, 32, 3))
x = keras.layers.RandomFlip("horizontal")(inputs)
x = keras.layers.Rescaling(1 / 127.5, offset=-1)(x)
x = base(x, training=False)
x = keras.layers.GlobalAveragePooling2D()(x)
x = keras.layers.Dropout(0.2)(x)
model = keras.Model(inputs, keras.layers.Dense(5, activation="softmax")(x))
