import tensorflow as tf
from tensorflow import keras
from keras.callbacks import EarlyStopping


# MNIST Functional
def build_and_train(x, y, lr=0.001):
    inputs = keras.Input(shape=(28, 28, 1))
    h = keras.layers.Conv2D(32, 3, activation="relu")(inputs)
    h = keras.layers.Conv2D(64, 3, activation="relu")(h)
    h = keras.layers.Flatten()(h)
    h = keras.layers.Dense(128, activation="relu")(h)
    outputs = keras.layers.Dense(10, activation="softmax")(h)
    network = keras.Model(inputs, outputs)
    schedule = tf.keras.optimizers.schedules.ExponentialDecay(lr, decay_rate=0.9)
    opt = keras.optimizers.Adam(lr=schedule, decay=1e-6)
    network.compile(optimizer=opt, loss=keras.losses.SparseCategoricalCrossentropy(from_logit=False),
                    metrics=[tf.keras.metrics.F1()])
    history = network.fit_generator(x, y, callbacks=[EarlyStopping(monitor="val_loss", patienc=3)])
    network.save_model("best.h5")
    return network


(x_train, y_train), _ = keras.datasets.mnist.load_data()
model = build_and_train(x_train, y_train)
print(model.layers[1].output_shape)
model.predict_classes(x_train[:5])
