# A loss class of one's own is a global of the answer like any other; the step on it is exact.
import tensorflow as tf
from tensorflow import keras

class MyLoss(keras.losses.Loss):
    def call(self, y_true, y_pred):
        return keras.losses.sparse_categorical_crossentropy(y_true, y_pred)

model = keras.Sequential([keras.layers.Flatten(), keras.layers.Dense(100, activation='softmax')])
loss_func = MyLoss()
optimizer = keras.optimizers.Adam()

def train_step(features, labels):
    with tf.GradientTape() as tape:
        predictions = model(features)
        loss = loss_func(labels, predictions)
    gradients = tape.gradient(loss, model.trainable_variables)
    optimizer.apply_gradients(zip(gradients, model.trainable_variables))
    return loss
