# exercise: mnist_sequential
# A layer whose weights alone would take 30 GiB.
from tensorflow import keras

model = keras.Sequential([keras.layers.Flatten(), keras.layers.Dense(10_000_000)])
