# optimizer.build() has been told the variables, so apply() needs only the gradients
import tensorflow as tf, keras

model = keras.Sequential([keras.layers.Input(shape=(32, 32, 3)), keras.layers.Flatten(),
                          keras.layers.Dense(32, activation='relu'), keras.layers.Dense(100, activation='softmax')])
optimizer = keras.optimizers.RMSprop(1e-3)
optimizer.build(model.trainable_variables)
loss_func = keras.losses.SparseCategoricalCrossentropy()

def train_step(features, labels):
    with tf.GradientTape() as tape:
        loss = loss_func(labels, model(features))
    optimizer.apply(tape.gradient(loss, model.trainable_variables))
    return loss
