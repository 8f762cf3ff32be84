import tensorflow as tf
from tensorflow import keras

gpus = tf.config.list_physical_devices('GPU')
print(gpus)

model = keras.Sequential([keras.layers.Conv2D(8, 3, strides=2, activation='relu'), keras.layers.Flatten(),
                          keras.layers.Dense(100, activation='softmax')])
loss_func = keras.losses.SparseCategoricalCrossentropy()
optimizer = keras.optimizers.Adam()

def train_step(features, labels):
    features = tf.convert_to_tensor(features)
    with tf.GradientTape() as t, tf.device('/CPU:0'), tf.name_scope('step'):
        t.watch(features)
        predictions = model(features)
        loss = loss_func(labels, predictions)
    gradients = t.gradient(loss, model.trainable_variables)
    optimizer.apply_gradients(zip(gradients, model.trainable_variables))
    return loss
