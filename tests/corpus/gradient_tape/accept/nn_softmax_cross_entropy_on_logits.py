import tensorflow as tf

class LogitNet(tf.keras.Model):
    def __init__(self):
        super().__init__()
        self.flat = tf.keras.layers.Flatten()
        self.h = tf.keras.layers.Dense(32, activation='tanh')
        self.o = tf.keras.layers.Dense(100)
    def call(self, x):
        return self.o(self.h(self.flat(x)))

net = LogitNet()
opt = tf.keras.optimizers.Adam(0.001)

def train_step(features, labels):
    labels = tf.cast(tf.reshape(labels, [-1]), tf.int64)
    with tf.GradientTape() as tape:
        logits = net(features)
        loss = tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(labels=labels, logits=logits))
    vs = net.trainable_variables
    opt.apply_gradients(zip(tape.gradient(loss, vs), vs))
    return loss
