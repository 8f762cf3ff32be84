from tensorflow import keras
from tensorflow.keras import layers
image = keras.Input(shape=(8, 8, 1))
table = keras.Input(shape=(5,))
a = layers.Dense(16, activation="relu")(layers.Flatten()(image))
b = layers.Dense(8, activation="tanh")(table)
x = layers.Concatenate()([a, b])
quality = layers.Dense(1, name="quality")(x)
kind = layers.Dense(1, activation="sigmoid", name="kind")(x)
model = keras.Model([image, table], [quality, kind])
model.compile('adam', loss={"quality": "mse", "kind": "binary_crossentropy"}, metrics={'quality': ['root_mean_squared_error'], 'kind': [keras.metrics.Accuracy()]})
