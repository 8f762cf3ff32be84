# exercise: mnist_sequential
# A right network whose names would act on a terminal, a browser or a spreadsheet.
from tensorflow import keras

model = keras.Sequential([
    keras.layers.Conv2D(32, 3, activation="relu", name="[red]bold"),
    keras.layers.Conv2D(64, 3, activation="relu", name="<script>alert(1)<"),
    keras.layers.Flatten(name="=cmd|' "),
    keras.layers.Dense(128, activation="relu", name="\x1b[31mred\x1b[0m"),
    keras.layers.Dense(10, activation="softmax", name="]]>\u202e"),
], name="\x1b]0;title\x07")
