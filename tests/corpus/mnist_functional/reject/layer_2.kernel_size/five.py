from tensorflow.keras import layers, models
inputs = layers.Input(shape=(28, 28, 1))
conv1 = layers.Conv2D(filters=32, kernel_size=3, activation='relu')(inputs)
conv2 = layers.Conv2D(filters=64, kernel_size=5, activation='relu')(conv1)
flat = layers.Flatten()(conv2)
fc1 = layers.Dense(units=128, activation='relu')(flat)
fc2 = layers.Dense(units=10, activation='softmax')(fc1)
model = models.Model(inputs=inputs, outputs=fc2)
