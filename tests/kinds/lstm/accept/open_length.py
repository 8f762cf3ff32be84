# exercise: lstm
from tensorflow import keras
from tensorflow.keras import layers

model = keras.Sequential([
    keras.Input((None,)),
    layers.Embedding(1000, 16),
    layers.LSTM(32),
    layers.Dense(1, activation="sigmoid"),
])
