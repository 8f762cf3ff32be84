# exercise: mnist_sequential
# Prints what would act on a terminal.
from tensorflow import keras


def build():
    print("\x1b[2J\x1b]0;title\x07[red]<script>\r\x00\ud800", flush=True)

    return keras.Sequential([keras.layers.Flatten(), keras.layers.Dense(10, activation="softmax")])


model = build()
