# exercise: gradient_tape
# A metric after the update takes the predictions, too: it is not what the tape misses.
import tensorflow as tf
net = tf.keras.Sequential([tf.keras.layers.Flatten(), tf.keras.layers.Dense(32, activation='relu'), tf.keras.layers.Dense(10)])
lossfn = tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True)
opt = tf.keras.optimizers.AdamW(tf.keras.optimizers.schedules.CosineDecay(1e-3, 1000), weight_decay=1e-4, clipnorm=1.0)
acc = tf.keras.metrics.SparseCategoricalAccuracy()
@tf.function(reduce_retracing=True)
def train_step(images, labels):
    with tf.GradientTape(watch_accessed_variables=False) as g:
        g.watch(net.trainable_weights)
        logits = net(images, training=True)
        l = lossfn(labels, logits)
        l += tf.add_n(net.losses) if net.losses else 0.
    opt.apply_gradients(zip(g.gradient(l, net.trainable_weights), net.trainable_weights))
    acc.update_state(labels, logits)
    return {'loss': l, 'accuracy': acc.result()}
