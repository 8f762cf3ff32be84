from tensorflow.keras import layers, Model, Input
# mnist 모델
i = Input((28, 28, 1))
h = layers.Conv2D(32, 3, activation='relu')(i)
h = layers.Conv2D(64, 3, activation='relu')(h)
h = layers.MaxPooling2D()(h)
h = layers.Dropout(0.25)(h)
h = layers.Flatten()(h)
h = layers.Dense(128, activation='relu')(h)
o = layers.Dense(10, activation='softmax')(h)
model = Model(i, o)
