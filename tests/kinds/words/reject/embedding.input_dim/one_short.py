# exercise: words
from tensorflow import keras

model = keras.Sequential([
    keras.layers.Embedding(499, 8),
    keras.layers.GlobalAveragePooling1D(),
    keras.layers.Dense(1, activation="sigmoid"),
])
