# exercise: mnist_sequential
# Raises an exception whose name and text would act on a terminal, a browser or a spreadsheet.
from tensorflow import keras


def build():
    name = "[red]\x1b[31m<script>alert(1)</script>&]]>\x00=cmd()"
    raise type(name.replace("\x00", ""), (Exception,), {})("\x1b]0;title\x07" + name + "\ud800\u202e\r\n\x9b2J" * 100)

    return keras.Sequential([keras.layers.Flatten(), keras.layers.Dense(10, activation="softmax")])


model = build()
