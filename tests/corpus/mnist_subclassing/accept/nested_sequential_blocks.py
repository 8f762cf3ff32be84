from tensorflow import keras
from tensorflow.keras.layers import Conv2D, Flatten, Dense


class BlockModel(keras.Model):
    def __init__(self, num_classes=10):
        super().__init__()
        self.features = keras.Sequential([
            Conv2D(32, 3, activation='relu'),
            Conv2D(64, 3, activation='relu'),
        ])
        self.head = keras.Sequential([
            Flatten(),
            Dense(128, activation='relu'),
            Dense(num_classes, activation='softmax'),
        ])

    def call(self, x, training=False):
        return self.head(self.features(x, training=training), training=training)


model = BlockModel()
