from tensorflow import keras
from models import DigitModel

(x_train, y_train), (x_test, y_test) = keras.datasets.mnist.load_data()
model = DigitModel()
model.compile(optimizer='adam', loss='sparse_categorical_crossentropy', metrics=['accuracy'])
model.fit(x_train[..., None] / 255., y_train, epochs=5)
