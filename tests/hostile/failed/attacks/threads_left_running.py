# exercise: mnist_sequential
# Leaves a hundred threads behind.
from tensorflow import keras


def build():
    import threading
    import time

    for _ in range(100):
        threading.Thread(target=time.sleep, args=(86_400,), daemon=True).start()

    return keras.Sequential([keras.layers.Flatten(), keras.layers.Dense(10, activation="softmax")])


model = build()
