# exercise: mnist_sequential
# Leaves a grandchild behind, in a session of its own, that nobody waits for.
from tensorflow import keras


def build():
    import os
    import time

    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            time.sleep(86_400)
        os._exit(0)
    os.wait()

    return keras.Sequential([keras.layers.Flatten(), keras.layers.Dense(10, activation="softmax")])


model = build()
