# exercise: mnist_sequential
# Waits for itself.
from tensorflow import keras


def build():
    import threading

    lock = threading.Lock()
    lock.acquire()
    lock.acquire()

    return keras.Sequential([keras.layers.Flatten(), keras.layers.Dense(10, activation="softmax")])


model = build()
