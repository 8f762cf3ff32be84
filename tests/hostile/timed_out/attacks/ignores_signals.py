# exercise: mnist_sequential
# Ignores every signal that can be ignored, and never ends.
from tensorflow import keras


def build():
    import signal
    import time

    for number in set(signal.valid_signals()) - {signal.SIGKILL, signal.SIGSTOP}:
        signal.signal(number, signal.SIG_IGN)
    while True:
        time.sleep(1)

    return keras.Sequential([keras.layers.Flatten(), keras.layers.Dense(10, activation="softmax")])


model = build()
