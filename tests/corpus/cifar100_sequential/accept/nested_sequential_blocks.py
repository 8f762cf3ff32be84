# right: still a Sequential; its blocks are Sequentials too
from tensorflow import keras
from tensorflow.keras import layers

features = keras.Sequential([
    layers.Conv2D(16, 3, activation='relu'),
    layers.MaxPool2D(2),
    layers.Conv2D(32, 3, activation='relu'),
    layers.MaxPool2D(2),
], name='features')

classifier = keras.Sequential([
    layers.Flatten(),
    layers.Dense(256, activation='relu'),
    layers.Dense(100, activation='softmax'),
], name='classifier')

model = keras.Sequential([features, classifier])
