from tensorflow import keras
from tensorflow.keras import layers, Input, Model

(x_train, y_train), (x_test, y_test) = keras.datasets.cifar100.load_data()

# 첫번째 : softmax 깜빡
inputs = Input(shape=(32, 32, 3))
x = layers.Conv2D(16, 3, activation='relu')(inputs)
x = layers.MaxPool2D(2)(x)
x = layers.Conv2D(32, 3, activation='relu')(x)
x = layers.MaxPool2D(2)(x)
x = layers.Flatten()(x)
x = layers.Dense(256, activation='relu')(x)
outputs = layers.Dense(100)(x)
model = Model(inputs, outputs)

# 두번째 : 수정
outputs = layers.Dense(100, activation='softmax')(x)
model = Model(inputs, outputs)

# 세번째 : 더 깊게
x = layers.Dense(512, activation='relu')(x)
outputs = layers.Dense(100, activation='softmax')(x)
deeper_model = Model(inputs, outputs)
