from tensorflow import keras
from tensorflow.keras import layers

conv_channels = [32, 64]
dense_specs = [(128, 'relu'), (10, 'softmax')]

model = keras.Sequential()
for ch in conv_channels:
    model.add(layers.Conv2D(ch, 3, activation='relu'))
model.add(layers.Flatten())
for units, act in dense_specs:
    model.add(layers.Dense(units, activation=act))
