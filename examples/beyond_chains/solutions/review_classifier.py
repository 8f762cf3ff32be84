# exercise: review_classifier
from tensorflow import keras

model = keras.Sequential([
    keras.layers.Embedding(1000, 32, mask_zero=True),
    keras.layers.GRU(64),
    keras.layers.Dropout(0.3),
    keras.layers.Dense(1, activation="sigmoid"),
])
