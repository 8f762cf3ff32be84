# exercise: lstm
from tensorflow import keras
from tensorflow.keras import layers

model = keras.Sequential([
    keras.Input((20,)),
    layers.Embedding(999, 16),
    layers.LSTM(32, return_sequences=True),
    layers.Dense(1, activation="sigmoid"),
])
