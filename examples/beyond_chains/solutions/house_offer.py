# exercise: house_offer
from tensorflow import keras
from tensorflow.keras import layers

photo = keras.Input(shape=(8, 8, 1))
facts = keras.Input(shape=(5,))
seen = layers.Dense(32, activation="relu")(layers.Flatten()(photo))
known = layers.Dense(8, activation="tanh")(facts)
joined = layers.Concatenate()([seen, known])
price = layers.Dense(1, name="price")(joined)
sold = layers.Dense(1, activation="sigmoid", name="sold")(joined)
model = keras.Model([photo, facts], [price, sold])
model.compile(
    optimizer=keras.optimizers.Adam(learning_rate=0.005),
    loss={"price": "mse", "sold": "binary_crossentropy"},
    metrics={"price": [keras.metrics.RootMeanSquaredError()], "sold": ["accuracy"]},
)
