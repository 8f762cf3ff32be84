from tensorflow import keras
from tensorflow.keras.layers import Conv2D, MaxPooling2D, Flatten, Dense, Activation, ReLU, Softmax

model = keras.Sequential()
model.add(keras.layers.InputLayer(input_shape=(32, 32, 3)))
# conv 1
model.add(Conv2D(16, kernel_size=3))
model.add(Activation('relu'))
model.add(MaxPooling2D(pool_size=2))
# conv 2
model.add(Conv2D(32, kernel_size=3))
model.add(ReLU())
model.add(MaxPooling2D(pool_size=2))
# fc
model.add(Flatten())
model.add(Dense(256))
model.add(Activation(keras.activations.relu))
model.add(Dense(100))
model.add(Softmax())
