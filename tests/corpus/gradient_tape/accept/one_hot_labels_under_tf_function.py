# Only the form of labels that is tried last fits, and the network is made by the first call.
import tensorflow as tf
from tensorflow.keras.utils import to_categorical

(x_train, y_train), _ = tf.keras.datasets.cifar100.load_data()
ds = tf.data.Dataset.from_tensor_slices((x_train.astype("float32") / 255, to_categorical(y_train, 100))).batch(64)
model = tf.keras.Sequential([tf.keras.layers.Flatten(), tf.keras.layers.Dense(100, activation="softmax")])
cce = tf.keras.losses.CategoricalCrossentropy(label_smoothing=0.1)
adam = tf.keras.optimizers.Adam()


@tf.function
def train_step(images, one_hot):
    with tf.GradientTape() as tape:
        pred = model(images, training=True)
        loss = cce(one_hot, pred)
    grads = tape.gradient(loss, model.trainable_variables)
    adam.apply_gradients(zip(grads, model.trainable_variables))
    return loss
