# Told is what stops it with the labels it is made for, not that it wants other ones first.
import tensorflow as tf
model = tf.keras.Sequential([tf.keras.layers.Flatten(), tf.keras.layers.Dense(100, activation='softmax')])
loss_func = tf.keras.losses.CategoricalCrossentropy()
optimizer = tf.keras.optimizers.Adam()
@tf.function
def train_step(features, labels):
    with tf.GradientTape() as tape:
        loss = loss_func(labels, model(features))
        if loss.numpy() > 3:
            print(loss.numpy())
    g = tape.gradient(loss, model.trainable_variables)
    optimizer.apply_gradients(zip(g, model.trainable_variables))
    return loss
