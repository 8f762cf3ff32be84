import tensorflow as tf
from tensorflow import keras

model = keras.Sequential([keras.layers.Flatten(), keras.layers.Dense(100, activation='softmax')])
loss_func = keras.losses.SparseCategoricalCrossentropy()
optimizer = keras.optimizers.Adagrad(0.01)

def train_step(features: "np.ndarray", labels: "np.ndarray") -> float:
    '''한 스텝 학습하고 loss를 float으로 돌려준다.'''
    with tf.GradientTape() as tape:
        loss = loss_func(labels, model(features))
    gradients = tape.gradient(loss, model.trainable_variables)
    optimizer.apply_gradients(zip(gradients, model.trainable_variables))
    return float(loss)
