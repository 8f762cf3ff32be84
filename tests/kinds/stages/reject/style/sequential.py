# exercise: stages
from tensorflow import keras
model = keras.Sequential([keras.Input((64, 3)),
    keras.layers.Conv1D(4, 3, padding="same"), keras.layers.MaxPooling1D(),
    keras.layers.Conv1D(4, 3, padding="same"), keras.layers.MaxPooling1D(),
    keras.layers.Flatten(), keras.layers.Dense(1)])
