import tensorflow as tf
import tensorflow_datasets as tfds
(ds_train, ds_test), ds_info = tfds.load('mnist', split=['train', 'test'], shuffle_files=True, as_supervised=True, with_info=True)
def normalize_img(image, label):
    return tf.cast(image, tf.float32) / 255., label
ds_train = ds_train.map(normalize_img, num_parallel_calls=tf.data.AUTOTUNE).cache().shuffle(ds_info.splits['train'].num_examples).batch(128).prefetch(tf.data.AUTOTUNE)
shape = ds_info.features['image'].shape
n = ds_info.features['label'].num_classes
i = tf.keras.Input(shape)
y = tf.keras.layers.Conv2D(32, 3, activation='relu')(i)
y = tf.keras.layers.Conv2D(64, 3, activation='relu')(y)
y = tf.keras.layers.Flatten()(y)
y = tf.keras.layers.Dense(128, activation='relu')(y)
y = tf.keras.layers.Dense(n, activation='softmax')(y)
model = tf.keras.Model(i, y)
