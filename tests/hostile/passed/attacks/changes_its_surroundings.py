# exercise: mnist_sequential
# A right answer that changes folder, environment, umask and signals.
from tensorflow import keras


def build():
    import os
    import signal

    os.chdir("/")
    os.environ.clear()
    os.umask(0o777)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)

    return keras.Sequential([
        keras.layers.Conv2D(32, 3, activation="relu"),
        keras.layers.Conv2D(64, 3, activation="relu"),
        keras.layers.Flatten(),
        keras.layers.Dense(128, activation="relu"),
        keras.layers.Dense(10, activation="softmax"),
    ])


model = build()
