import keras
from keras.layers import Input, Conv2D, Flatten, Dense
from keras.models import Model

img_input = Input(shape=(28, 28, 1))
x = Conv2D(32, (3, 3), activation='relu', name='block1_conv1')(img_input)
x = Conv2D(64, (3, 3), activation='relu', name='block1_conv2')(x)
x = Flatten(name='flatten')(x)
x = Dense(128, activation='relu', name='fc1')(x)
x = Dense(10, activation='softmax', name='predictions')(x)
model = Model(img_input, x, name='tiny_vgg')
