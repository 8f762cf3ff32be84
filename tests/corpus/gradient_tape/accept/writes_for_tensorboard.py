import tensorflow as tf
m = tf.keras.Sequential([tf.keras.layers.Rescaling(1./255), tf.keras.layers.Flatten(), tf.keras.layers.Dense(100)])
loss_func = tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True)
lr = tf.keras.optimizers.schedules.ExponentialDecay(1e-2, decay_steps=10000, decay_rate=0.9, staircase=True)
optimizer = tf.keras.optimizers.Adagrad(learning_rate=lr)
writer = tf.summary.create_file_writer('logs/train')
@tf.function(reduce_retracing=True)
def train_step(x, y):
    with tf.GradientTape(watch_accessed_variables=True) as tape:
        logits = m(x, training=True)
        loss = loss_func(y, logits)
    grads = tape.gradient(loss, m.trainable_variables)
    optimizer.apply_gradients(zip(grads, m.trainable_variables))
    with writer.as_default():
        tf.summary.scalar('loss', loss, step=optimizer.iterations)
    return loss
