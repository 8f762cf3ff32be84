import tensorflow as tf
from tensorflow import keras

strategy = tf.distribute.get_strategy()
# CIFAR-100 Sequential
with strategy.scope():
    optimizer = tf.keras.optimizers.legacy.SGD(lr=0.01, nesterov=True)
    model = keras.Sequential([
        keras.layers.Conv2D(16, 3, activation="relu"),
        keras.layers.MaxPool2D(),
        keras.layers.Conv2D(32, 3, activation="relu"),
        keras.layers.MaxPool2D(),
        keras.layers.Flatten(),
        keras.layers.Dense(256, activation="relu"),
        keras.layers.Dense(100, activation="softmax"),
    ])
    model.compile(optimizer=optimizer, loss=tf.losses.sparse_softmax_cross_entropy, metrics=["accuracy"])
model.build((None, 32, 32, 3))
(x_train, y_train), (x_test, y_test) = keras.datasets.cifar100.load_data()
model.fit_generator(x_train, y_train, epochs=5)
predicted = model.predict_classes(x_test)
model.layers[0].output_shape
model.save("model.h5", save_forma="h5")
keras.utils.plot_model(model, show_shapes=True)
