# No get_config, and a rate of 0 for the first step: as the Transformer tutorial has it.
import tensorflow as tf
class Warmup(tf.keras.optimizers.schedules.LearningRateSchedule):
    def __init__(self, d=128, w=10):
        super().__init__(); self.d = tf.cast(d, tf.float32); self.w = w
    def __call__(self, step):
        step = tf.cast(step, tf.float32)
        return tf.math.rsqrt(self.d) * tf.math.minimum(tf.math.rsqrt(step), step * (self.w ** -1.5))
model = tf.keras.Sequential([tf.keras.layers.Flatten(), tf.keras.layers.Dense(100, activation='softmax')])
loss_func = tf.keras.losses.SparseCategoricalCrossentropy()
optimizer = tf.keras.optimizers.Adam(Warmup(), beta_1=0.9, beta_2=0.98, epsilon=1e-9)
@tf.function
def train_step(features, labels):
    with tf.GradientTape() as tape:
        loss = loss_func(labels, model(features))
    g = tape.gradient(loss, model.trainable_variables)
    optimizer.apply_gradients(zip(g, model.trainable_variables))
    return loss
