import tensorflow as tf


class MnistNet(tf.keras.Model):
    """
    1. Conv2D 32, 3, relu
    2. Conv2D 64, 3, relu
    3. Flatten
    4. Dense 128 relu
    5. Dense 10 softmax
    """

    def __init__(self):
        super(MnistNet, self).__init__()
        self.conv_first = tf.keras.layers.Conv2D(32, (3, 3), activation='relu')
        self.conv_second = tf.keras.layers.Conv2D(64, (3, 3), activation='relu')
        self.flat = tf.keras.layers.Flatten()
        self.hidden = tf.keras.layers.Dense(128, activation='relu')
        self.classifier = tf.keras.layers.Dense(10, activation='softmax')

    def call(self, inputs, training=None):
        h = self.conv_first(inputs)
        h = self.conv_second(h)
        h = self.flat(h)
        h = self.hidden(h)
        return self.classifier(h)


net = MnistNet()
net.build(input_shape=(None, 28, 28, 1))
net.summary()
