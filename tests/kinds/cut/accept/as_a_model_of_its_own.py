from tensorflow import keras

whole = keras.applications.MobileNet(input_shape=(32, 32, 3), include_top=False, weights="imagenet", alpha=0.25)
base = keras.Model(whole.input, whole.get_layer("conv_pw_7_relu").output)
base.trainable = False
model = keras.Sequential([base, keras.layers.GlobalAveragePooling2D(), keras.layers.Dense(1)])
model.compile(optimizer="adam", loss=keras.losses.BinaryCrossentropy(from_logits=True), metrics=["accuracy"])
