# exercise: mnist_subclassing
# 클래스 안에서 Input을 (32, 32, 3)으로 만들어 부모에게 넘김
from tensorflow import keras
from tensorflow.keras import layers


class CustomModel(keras.Model):
    def __init__(self):
        image = keras.Input(shape=(32, 32, 3))
        x = layers.Conv2D(32, 3, activation='relu')(image)
        x = layers.Conv2D(64, 3, activation='relu')(x)
        x = layers.Flatten()(x)
        x = layers.Dense(128, activation='relu')(x)
        x = layers.Dense(10, activation='softmax')(x)
        super().__init__(inputs=image, outputs=x)

    def call(self, x, training=None, mask=None):
        return super().call(x, training=training, mask=mask)


model = CustomModel()
