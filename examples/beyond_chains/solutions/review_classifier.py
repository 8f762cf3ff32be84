# exercise: review_classifier

from tensorflow import keras

model = keras.Sequential([
    keras.Input(shape=(20,)),
    keras.layers.Embedding(1000, 16),
    keras.layers.LSTM(16),
    keras.layers.Dense(1, activation="sigmoid"),
])
model.compile(optimizer="adam", loss="binary_crossentropy", metrics=["accuracy"])
