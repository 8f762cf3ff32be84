# Conv2D(32, 3, 3): 세 번째 인자는 strides이다
from tensorflow.keras import layers, Sequential
model = Sequential()
model.add(layers.Conv2D(32, 3, 3, activation='relu'))
model.add(layers.Conv2D(64, (3, 3), activation='relu'))
model.add(layers.Flatten())
model.add(layers.Dense(128, activation='relu'))
model.add(layers.Dense(10, activation='softmax'))
