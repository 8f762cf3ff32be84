# forward, loss and update are functions of their own
import tensorflow as tf
import tensorflow_addons as tfa
from tensorflow import keras
from functools import partial

DefaultConv = partial(keras.layers.Conv2D, kernel_size=3, activation='relu')
model = keras.Sequential([DefaultConv(8), keras.layers.MaxPool2D(4), keras.layers.Flatten(), keras.layers.Dense(100, activation='softmax')])
CFG = {'lr': 5e-4, 'epochs': 5}
optimizer = keras.optimizers.Adam(CFG['lr'])

def forward(x):
    return model(x, training=True)

def get_loss(y, p):
    return keras.losses.SparseCategoricalCrossentropy()(y, p)

def update(tape, loss):
    grads = tape.gradient(loss, model.trainable_variables)
    optimizer.apply_gradients(zip(grads, model.trainable_variables))

def train_step(features, labels):
    with tf.GradientTape() as tape:
        loss = get_loss(labels, forward(features))
    update(tape, loss)
    return loss

def main():
    (x_train, y_train), _ = keras.datasets.cifar100.load_data()
    for epoch in range(CFG['epochs']):
        for i in range(len(x_train) // 32):
            train_step(x_train[i * 32:(i + 1) * 32], y_train[i * 32:(i + 1) * 32])

if __name__ == '__main__':
    main()
