from tensorflow import keras
from tensorflow.keras import layers
def build_model():
    image = keras.Input(shape=(8, 8, 1), name="image")
    table = keras.Input(shape=(5,), name="table")
    a = layers.Dense(16, activation="relu")(layers.Flatten()(image))
    b = layers.Dense(8, activation="tanh")(table)
    x = layers.Concatenate()([a, b])
    model = keras.Model({"image": image, "table": table}, {"quality": layers.Dense(1)(x), "kind": layers.Dense(1, activation="sigmoid")(x)})
    model.compile(optimizer="rmsprop", loss={"kind": keras.losses.BinaryCrossentropy(), "quality": "mean_squared_error"},
      metrics={"kind": keras.metrics.BinaryAccuracy(), "quality": keras.metrics.RootMeanSquaredError(name="rmse")})
    return model
model = build_model()
model.summary()
