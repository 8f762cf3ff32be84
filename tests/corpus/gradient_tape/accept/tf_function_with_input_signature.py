# the signature takes whole-number labels in a column, as cifar100.load_data() gives them
import tensorflow as tf
from tensorflow import keras

model = keras.Sequential([keras.Input((32, 32, 3)), keras.layers.Conv2D(8, 3, 2, activation='relu'), keras.layers.Flatten(),
                          keras.layers.Dense(100, activation='softmax')])
loss_func = keras.losses.SparseCategoricalCrossentropy()
optimizer = keras.optimizers.Adam()

@tf.function(input_signature=[tf.TensorSpec([None, 32, 32, 3], tf.float32), tf.TensorSpec([None, 1], tf.int64)])
def train_step(features, labels):
    with tf.GradientTape() as tape:
        predictions = model(features, training=True)
        loss = loss_func(labels, predictions)
    gradients = tape.gradient(loss, model.trainable_variables)
    optimizer.apply_gradients(zip(gradients, model.trainable_variables))
    return loss

for epoch in range(5):
    (x_train, y_train), _ = keras.datasets.cifar100.load_data()
    print(train_step((x_train[:32] / 255.0).astype('float32'), y_train[:32]).numpy())
