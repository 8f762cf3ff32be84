import tensorflow as tf
from tensorflow import keras
from tensorflow.keras import layers

model = keras.Sequential([
    layers.Conv2D(32, 3, activation="relu", input_shape=(28, 28, 1)),
    layers.Conv2D(64, 3, activation="relu"),
    layers.Flatten(),
    layers.Dense(128, activation="relu"),
    layers.Dense(10, activation="softmax"),
])

import numpy as np
import matplotlib.pyplot as plt
(x_train, y_train), (x_test, y_test) = keras.datasets.mnist.load_data()
x_train = x_train[..., None] / 255.0
model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
model.summary()
history = model.fit(x_train, y_train, epochs=1, validation_split=0.1)
loss, accuracy = model.evaluate(x_test[..., None], y_test)
print(f"accuracy {accuracy:.3f} of {len(model.layers)} layers, {model.count_params()} numbers")
plt.plot(history.history["loss"])
plt.show()
predictions = np.argmax(model.predict(x_test[:5, ..., None]), axis=1)
for number, layer in enumerate(model.layers):
    print(number, layer.name, layer.output.shape)
print([each.name for each in model.layers])
keras.utils.plot_model(model, "model.png", show_shapes=True)
model.save("model.keras")


def show(trained, images):
    guessed = trained.predict(images)
    plt.bar(range(10), guessed[0])


show(model, x_test[:1, ..., None])
probability_model = keras.Sequential([model, layers.Softmax()])
print(probability_model(x_test[:5, ..., None]))
