import keras
from keras.layers import Conv2D, Dense, Flatten
from keras.models import Model


class SameNet(Model):
    def __init__(self):
        super().__init__(name='same_net')
        self.conv_32 = Conv2D(32, 3, padding='same', activation='relu', kernel_initializer='he_uniform')
        self.conv_64 = Conv2D(64, 3, padding='same', activation='relu', kernel_initializer='he_uniform')
        self.flatten = Flatten()
        self.dense_128 = Dense(128, activation='relu')
        self.dense_10 = Dense(10, activation='softmax')

    def call(self, inputs):
        return self.dense_10(self.dense_128(self.flatten(self.conv_64(self.conv_32(inputs)))))


same = SameNet()
