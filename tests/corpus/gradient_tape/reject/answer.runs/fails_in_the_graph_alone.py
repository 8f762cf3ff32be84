# The number of the line in the graph that TensorFlow makes of it is another one.
import tensorflow as tf
model = tf.keras.Sequential([tf.keras.layers.Flatten(), tf.keras.layers.Dense(100, activation='softmax')])
loss_func = tf.keras.losses.SparseCategoricalCrossentropy()
optimizer = tf.keras.optimizers.Adam()
@tf.function
def train_step(features, labels):
    with tf.GradientTape() as tape:
        loss = loss_func(labels, model(features))
    g = tape.gradient(loss, model.trainable_variables)
    optimizer.apply_gradients(zip(g, model.trainable_variables))
    if tf.executing_eagerly():
        return loss
    return tf.reshape(loss, (3, 3))
